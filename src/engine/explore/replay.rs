//! A request of a load, told as a trace.

use std::sync::Arc;

use crate::time::SimTime;
use crate::topology::RequestId;
use crate::trace::{Seed, Trace};

use super::super::network::Network;
use super::super::record::Recorder;
use super::super::run::Run;
use super::super::script::{Prompter, Script};
use super::super::state::State;
use super::Explorer;

impl Explorer {
    /// What a request that was sent at `sent` met, as `script` has it.
    pub(crate) fn replay(
        &mut self,
        request: RequestId,
        sent: SimTime,
        mut script: Script,
    ) -> Trace {
        let (topology, ways) = (Arc::clone(&self.topology), self.ways(request));
        let network = Network::along(&topology, request, Arc::clone(&ways));
        let first = script.circumstances.pop_front();
        let first = first.as_ref().map_or(&self.state, |first| &first.state);
        let mut state = State::clone(first);
        state.rewind(sent);
        let mut recorder = Recorder::new(&topology, request, Seed(0), state.clock);
        recorder.prompter = Some(Prompter { script, ways });
        let mut run = Run::new(network, &mut state, Seed(0), recorder);
        // Connections are numbered as shapes here.
        run.state.connections.clone_from(&self.shapes);
        run.send();
        run.observer.finish()
    }
}

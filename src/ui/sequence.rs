//! The sequence view: lifelines and messages in time order.

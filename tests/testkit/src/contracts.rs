//! What every store must do, port by port.

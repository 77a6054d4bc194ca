//! Rules that are there before the first client.

use crate::script::Script;

#[cfg(feature = "scenario")]
type Registers = dyn Fn(&Script) + Send + Sync;

/// Rules to come, in their order.
#[derive(Default)]
pub(in crate::server) struct Rules {
    #[cfg(feature = "scenario")]
    list: Vec<std::sync::Arc<Registers>>,
}

impl Rules {
    /// Registers them all.
    #[cfg_attr(not(feature = "scenario"), expect(clippy::unused_self))]
    pub(in crate::server) fn register(&self, script: &Script) {
        #[cfg(feature = "scenario")]
        for register in &self.list {
            register(script);
        }
        #[cfg(not(feature = "scenario"))]
        let _ = script;
    }
}

#[cfg(feature = "scenario")]
impl super::Builder {
    /// Adds rules by what registers them.
    pub(crate) fn rules(mut self, register: impl Fn(&Script) + Send + Sync + 'static) -> Self {
        self.rules.list.push(std::sync::Arc::new(register));
        self
    }
}

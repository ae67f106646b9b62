//! How traces are opened, and what their queries may use.

use std::num::NonZero;
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::{Filters, functions, rules};

/// How to open traces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionOptions {
    /// Which rows count.
    pub filters: Filters,
    /// What queries may use, in bytes; what does not fit is spilled to temporary files where possible. Half of the
    /// machine's memory if not given.
    pub memory: Option<usize>,
    /// Threads to compute with; one for each CPU if not given.
    pub threads: Option<usize>,
}

impl SessionOptions {
    pub(crate) fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, NonZero::get);
        self.threads.unwrap_or_else(all).max(1)
    }

    /// An empty session with Trapline's settings, functions and rules.
    pub(crate) fn context(&self) -> Result<SessionContext> {
        let mut config = SessionConfig::new().with_information_schema(true).with_target_partitions(self.threads());
        config.options_mut().sql_parser.default_null_ordering = "nulls_last".to_owned();
        let memory = self.memory.unwrap_or_else(half_of_memory);
        let runtime = RuntimeEnvBuilder::new().with_memory_pool(Arc::new(FairSpillPool::new(memory))).build_arc()?;
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(runtime)
            .with_default_features()
            .with_physical_optimizer_rules(physical_rules())
            .build();
        let context = SessionContext::new_with_state(state);
        context.add_optimizer_rule(Arc::new(rules::DistinctSemiJoins));
        functions::register(&context);
        Ok(context)
    }
}

/// DataFusion's rules and, before projections are moved into scans, the one for decoding.
fn physical_rules() -> Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> {
    let mut rules = PhysicalOptimizer::default().rules;
    let place = rules.iter().position(|rule| rule.name() == "ProjectionPushdown").unwrap_or(rules.len());
    rules.insert(place, Arc::new(rules::LateDecoding));
    rules
}

/// Half of the memory that this process can have: the machine's or, where less, its control group's. 2 GiB where neither
/// is known.
fn half_of_memory() -> usize {
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()?.checked_mul(1024)
    });
    let group = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    let known = [machine, group].into_iter().flatten().min();
    known.unwrap_or(4 << 30) / 2
}

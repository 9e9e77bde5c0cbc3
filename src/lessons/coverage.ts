/**
 * The content of the tutorial point by point, in our own words: topics, each step and its warnings, pitfalls,
 * take-aways, next steps and faults. Each lesson lists the points that it covers; a test fails for a point that no
 * lesson covers.
 */
export const COVERAGE = {
  'topic-async-tools': 'Tools are asynchronous functions',
  'topic-parallel': 'Patterns for running them in parallel',
  'topic-state': 'State, and who may change it',
  'topic-errors': 'Handling errors and recovering from them',
  'topic-monitoring': 'Watching how well it performs',

  'state-fields': 'State holds messages, pending calls, results and errors',
  'state-reducer': 'Messages are added by a reducer; the other fields are replaced',
  'state-missing': 'A field that nobody initialised is missing at run time',
  'state-types': 'A field’s type is a promise that nothing keeps at run time',
  'state-mutation': 'A change that nobody sees because it was made in place',

  'tools-two': 'A fast tool of 0.1 s, and a slow one of 1 s that fails when asked to',
  'tools-await': 'A missing await',
  'tools-slow': 'A tool that is slower than expected',
  'tools-parameters': 'Parameters that the tool cannot use',

  'handler-lookup': 'The handler finds the tool by its name, and says so when there is none',
  'handler-result': 'Each call gives a pair: its id, and its result or its error',
  'handler-interface': 'A tool with another interface than the handler expects',
  'handler-types': 'Arguments of the wrong type',

  'parallel-gather': 'All pending calls are started together and gathered, and the time is taken',
  'parallel-empty': 'Without pending calls the state stays as it is',
  'parallel-split': 'Results and errors are told apart and go to their own fields',
  'parallel-resources': 'Resources have limits',
  'parallel-cleanup': 'Tasks that nobody waits for must be cleaned up',
  'parallel-memory': 'What is kept for each call fills the memory',
  'parallel-starvation': 'A call that never gets its turn',

  'demo-four': 'Four calls: two fast, one slow, one that fails',
  'demo-order': 'Results are printed in the order of completion, and gathered in the order of the calls',
  'demo-setup': 'Tools and environment must be set up before the run',
  'demo-cleanup': 'What a run opened must be closed after it',
  'demo-notebook': 'A notebook has an event loop already: top-level await is the clean way',

  'pitfall-hang': 'A tool hangs',
  'pitfall-hang-resources': 'What hangs keeps its resources',
  'pitfall-hang-user': 'The user waits for what hangs',
  'pitfall-crash': 'An error that nobody catches takes everything down',
  'pitfall-context': 'An error that has lost its context',
  'pitfall-silent': 'A failure that nobody hears of',
  'pitfall-too-many': 'Too many calls at once',
  'pitfall-leak': 'Memory that is never given back',
  'pitfall-pool': 'A connection pool that is used up',
  'pitfall-inconsistent': 'Updates that do not fit together',
  'pitfall-validation': 'Nobody checks what comes in',
  'pitfall-race': 'A race on shared state',
  'debug-tips': 'Where to look first: awaits, interfaces, types, starvation, tasks left behind',

  'takeaway-faster': 'Parallel execution makes it a lot faster',
  'takeaway-caught': 'Every exception is caught and filed, and the system stays up',
  'takeaway-state': 'State is well defined, and its update is one',
  'takeaway-recovery': 'One can recover',

  'next-tool-timeout': 'Timeouts for each tool',
  'next-global-timeout': 'A timeout for everything',
  'next-timeout-recovery': 'What to do after a timeout',
  'next-batch-limit': 'Limits for the size of a batch',
  'next-batch-priority': 'Priorities in a batch',
  'next-batch-optimal': 'Batches cut so that they take less',
  'next-logging': 'A detailed log',
  'next-metrics': 'Metrics',
  'next-dashboard': 'Dashboards of performance',

  'fault-error-text': 'A success whose text begins with “Error:” is filed as an error',
  'fault-replaced': 'A new run replaces the earlier results and errors',
  'fault-query-only': 'Only the argument `query` is handed on',
} as const;

export type CoverageId = keyof typeof COVERAGE;

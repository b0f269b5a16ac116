/**
 * Independent checkpoints: every process takes its own when it likes, and after a failure the latest line of checkpoints
 * is computed that agree with each other.
 *
 * <p><b>Words.</b> Interval x of a process is what it does before its checkpoint x and after the one before; the work
 * since its newest checkpoint is an interval too, named by the number that the next checkpoint will have. Checkpoint x
 * holds what happened in intervals up to x; 0 is the initial state. A message carries the interval in which it was sent
 * ({@code DependencyRecorder}), and a checkpoint the newest interval of every sender that its state depends on ({@code
 * DependencyVector}).
 *
 * <p>A set of states, one of each process, is <em>consistent</em> when no message is an <em>orphan</em>: received in one
 * of them and sent in none. Of all consistent sets there is one that is the latest for each process at once, the
 * <em>recovery line</em>. A message that was sent before the line and received behind it is <em>in transit</em>.
 *
 * <p><b>Invariants.</b> N1 no message is an orphan of a recovery line. N2 no consistent set is later in any process. N3
 * every step of a cascade is forced by an orphan of the line before that step.
 *
 * <p>{@code CountedLine} is the same for processes that run: messages have no names there, but numbers in their FIFO channels, and a
 * state is how many it has delivered and said ({@code CountedStates}, and {@code StateRows} in messages).
 *
 * <p>Everything here computes and keeps nothing but what it is given: no files, clocks or threads.
 *
 * <p>Sources: Randell, System Structure for Software Fault Tolerance (1975), for the domino effect; Bhargava, Lian,
 * Independent Checkpointing and Concurrent Rollback for Recovery (SRDS 1988); Netzer, Xu, Necessary and Sufficient
 * Conditions for Consistent Global Snapshots (1995), for useless checkpoints; Wang, Chung, Lin, Fuchs, Checkpoint Space
 * Reclamation for Uncoordinated Checkpointing in Message-Passing Systems (1995) and Wang, Consistent Global Checkpoints
 * that Contain a Given Set of Local Checkpoints (1997), for obsolete ones and the largest line; Elnozahy, Alvisi, Wang,
 * Johnson, A Survey of Rollback-Recovery Protocols in Message-Passing Systems (2002), section 3.
 *
 * <p>Reading order: {@code DependencyRecorder}, {@code CheckpointGraph}, {@code RecoveryLine}, {@code
 * CheckpointGarbage}; for a running system {@code CountedStates}, {@code CountedLine}.
 */
package io.ft4j.log.line;

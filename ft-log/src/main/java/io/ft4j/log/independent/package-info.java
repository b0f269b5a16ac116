/**
 * Settlement of checkpoints that processes take on their own: which of them no failure can undo any more, and which nobody will ever go
 * back to. Going back itself is in {@code io.ft4j.log.coordinated}, the host in {@code io.ft4j.log.rollback}.
 *
 * <pre>
 *   message  from        to          when
 *   Ask      who asks    all others  from time to time
 *   Counts   all others  who asks    asked, and no rollback is under way there
 *   Line     who asks    each        all have answered in one epoch, and there is something new for it
 * </pre>
 *
 * <p>Nothing is recorded, and nobody waits for an answer. Tolerates crashes and restarts of all, loss, duplication and reordering of its
 * messages; not lies.
 *
 * <p><b>Who owns a fact.</b> {@code Settlement}: the round under way. {@code SettlementSubject}: checkpoints, the epoch, what is settled.
 *
 * <p><b>Invariants.</b> T1 a line that is told is consistent, and made of checkpoints that are durable in one epoch. T2 each process keeps
 * its checkpoint in the newest line that was told until it has settled on that or a later one. Hence no later line is before one
 * that was told.
 *
 * <p><b>Reading order.</b> {@code independent.xml}, {@link io.ft4j.log.independent.SettlementSubject}, {@link
 * io.ft4j.log.independent.Settlement}. The reasons are in {@code docs/coordinated-checkpoints.md}.
 */
package io.ft4j.log.independent;

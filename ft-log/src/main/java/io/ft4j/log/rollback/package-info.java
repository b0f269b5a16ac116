/**
 * Processes that come back after a crash by checkpoints alone: nothing that they are told is logged, and nothing is replayed. A
 * {@link io.ft4j.log.messagelog.RecoverableProcess} runs here as it does with message logging, and need not be deterministic.
 *
 * <p>When a process has crashed, it and those who depend on what it has lost go back to their permanent checkpoints, which agree
 * with each other at any time ({@code io.ft4j.log.coordinated}). {@link io.ft4j.log.rollback.CheckpointMethod} says how these are
 * taken. Independent ones need not agree: all go back to the latest that do, and those that no failure undoes are settled, which makes
 * them permanent ({@code io.ft4j.log.independent}). The messages are in {@code rollback.xml}.
 *
 * <pre>
 *   message   from       to        when
 *   Data      sender     receiver  there is something new, or it was not confirmed in time
 *   Position  receiver   sender    something has come, a checkpoint is permanent, a life or an epoch has begun
 *
 *   record               is waited for by
 *   RollbackIdentity     nobody: it only refuses a log of another process
 *   OutputsHandedOut     nobody: after a crash the outside may be told the newest outputs again
 *   PermanentCheckpoint  nobody: it only notices a store that has lost its newest checkpoint
 * </pre>
 *
 * <p><b>Messages.</b> Without snapshots a sender keeps a message until the permanent checkpoint of its receiver holds it, and
 * stores it along with its own; it is sent again in every epoch, and dropped where it was delivered. With snapshots a sender keeps
 * it until it was delivered: what was delivered across the line stands in the checkpoint of its receiver as well, and all go back.
 *
 * <p><b>Who owns a fact.</b> {@code RollbackNode}: epoch, number of events, whether it is held. {@code InboundChannels}: what was
 * delivered. {@code KeptChannel}: what was said to a process, sent, delivered and forgotten. {@code KeptOutputs}: what the outside
 * has taken. {@code NodeCheckpoints}: which checkpoint is permanent, which tentative, and how far they are. {@code
 * IndependentCheckpoints}: the same of independent ones, and the interval. {@code PeerChannels}: what is told without room. {@code SnapshotPart}:
 * the snapshot under way. {@code TransitMessages}: what is still to be delivered of those in transit.
 *
 * <p><b>Invariants.</b>
 * <ol>
 *   <li>H1 The messages of a channel are delivered in order, without a gap, within an epoch and across a rollback.
 *   <li>H2 The outside is told what the permanent checkpoint holds, and nothing else.
 *   <li>H3 There is a permanent checkpoint from the beginning on: the first is the initial state.
 *   <li>H4 The state is never before the permanent checkpoint, except between a crash and the rollback.
 * </ol>
 *
 * <p>Sources: Koo, Toueg, Checkpointing and Rollback-Recovery for Distributed Systems (1987); Chandy, Lamport, Distributed
 * Snapshots (1985); Elnozahy, Alvisi, Wang, Johnson, A Survey of Rollback-Recovery Protocols in Message-Passing Systems (2002).
 *
 * <p><b>Reading order.</b> {@link io.ft4j.log.rollback.RollbackHost}, {@link io.ft4j.log.rollback.RollbackConfig}, {@code
 * rollback.xml}, {@link io.ft4j.log.rollback.RollbackNode}, {@code NodeCheckpoints}, {@code KeptChannel}, {@code SavedState},
 * {@code IndependentCheckpoints}, {@code SnapshotPart}. The reasons are in {@code docs/coordinated-checkpoints.md}.
 */
package io.ft4j.log.rollback;

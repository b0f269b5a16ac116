/**
 * Checkpoints that several processes take together, so that they are a consistent line from the beginning: no domino effect, one
 * checkpoint of each process to keep. In two phases (Koo, Toueg, "Checkpointing and Rollback-Recovery for Distributed Systems",
 * 1987), of all processes or of those that the initiator depends on; and without stopping anybody (Chandy, Lamport, "Distributed
 * Snapshots", 1985), with the messages in transit. See Elnozahy, Alvisi, Wang, Johnson 2002, section 3.2. Tolerates crashes and
 * restarts of all, loss, duplication and reordering of its messages, and any timing; not lies, and not the loss of a log or of a
 * checkpoint. It blocks where it must: who has agreed waits for an initiator that is down.
 *
 * <pre>
 *   message           from         to            when
 *   REQUEST           initiator    others        a checkpoint or a rollback begins; repeated to the silent until it times out
 *                     participant  below it      its tentative checkpoint holds messages of the receiver
 *   WILLING           participant  who asked     tentative checkpoint and record are durable, and all below it are willing; or,
 *                                                with nobody in it, it has no part in it or is in it already
 *   REFUSED           anybody      who asked     it can not take part, or somebody below it can not
 *   Report            anybody      initiator     it has stopped for a rollback
 *   DONE              initiator    all in it     the decision is durable; repeated until acknowledged
 *   DISCARD           anybody      below it      it has ended the attempt; also the initiator to who asks about one it does not know
 *   ACKNOWLEDGEMENT   participant  initiator     the end is durable
 *   DECISION_REQUEST  participant  initiator     it has agreed and heard nothing; again and again
 *
 *   record            is waited for by
 *   CoordinatedState  WILLING, DONE, ACKNOWLEDGEMENT, and who goes on in a new epoch; all of what is durable is in each
 * </pre>
 *
 * <p><b>Who owns a fact.</b> {@code PersistentState}: the epoch, the attempt that this process has agreed to, its own decision.
 * {@code Attempt}: what this process is in, who was asked and has answered, what has ended. {@code Decisions}: up to where the log
 * is durable, when a decision is sent again. {@code RollbackRole}: whether the state is lost, and when it tries again. {@code
 * CountedLine}: what the processes have reported. {@code CheckpointSubject}: checkpoints, counts of messages, whether it is held.
 *
 * <p><b>Invariants.</b>
 * <ol>
 *   <li>K1 The initiator decides, and says so when the record of it is durable.
 *   <li>K2 Who has agreed does what is decided, and never decides alone.
 *   <li>K3 Only who was asked answers, and only others of the group are asked.
 *   <li>K4 Who has agreed to a checkpoint has recorded it, with those below it.
 *   <li>K5 The epoch grows.
 *   <li>K6 A process is in one attempt at a time, and has one decision that is not acknowledged.
 *   <li>K7 Who has entered an epoch resumes when that is durable.
 *   <li>L1 The state of a snapshot is recorded between two events.
 *   <li>L2 No message is sent between the recorded state and the markers.
 * </ol>
 *
 * <p><b>Reading order.</b> {@code coordinated.xml}, {@link io.ft4j.log.coordinated.CheckpointSubject}, {@link
 * io.ft4j.log.coordinated.CoordinatedCheckpoints}, {@code CheckpointRole}, {@code RollbackRole}, {@code Decisions}; then the owners
 * of facts, and the scenarios in {@code scenarios/coordinated}. {@link io.ft4j.log.coordinated.ChandyLamportSnapshot} stands for
 * itself, with {@code scenarios/snapshot}. The reasons are in {@code docs/coordinated-checkpoints.md}.
 */
package io.ft4j.log.coordinated;

/**
 * A coordinator that does not block: two-phase commit whose coordinator is the state machine of a replicated group, as in
 * Gray, Lamport, "Consensus on Transaction Commit", 2006, section 4 (a fault-tolerant transaction manager), with Raft for the
 * consensus. Participants are ordinary {@link io.ft4j.commit.CommitNode}s and notice nothing.
 *
 * <p>Everything that the coordinator hears is a command of the group: doors, messages of participants, the time.
 * Each replica's {@code CoordinatorMachine} feeds them to a {@code CommitNode} of its own, so all come to the same state and
 * have the same to say. What they say is numbered; {@link io.ft4j.commit.replicated.ReplicatedCoordinator}, the host, takes
 * each number once, from whichever replica says it first, and sends it.
 *
 * <pre>
 *   participant ──► host ──► Raft ──► CoordinatorMachine of each replica ──► numbered outputs ──► host ──► participant
 * </pre>
 *
 * <p>A command is durable before it is executed, so a record that the coordinator writes is durable at once. What is lost
 * with a replica, or on the way, the protocol sends again.
 */
package io.ft4j.commit.replicated;

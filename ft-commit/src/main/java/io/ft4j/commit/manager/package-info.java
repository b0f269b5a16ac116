/**
 * Transactions for a service: begin, enlist, commit.
 *
 * <p>{@link io.ft4j.commit.manager.TransactionManager} hosts one coordinating node and one node for each participant, in one
 * thread, connected in process, each with a log of its own or all with one ({@code SharedLog}). {@code LocalCoordinator} is the one, {@code ManagedNode} the
 * others; a {@code GroupCoordinator} takes the place of the one where a replicated group coordinates. Services talk to it by
 * {@link io.ft4j.commit.manager.TransactionClient}:
 * <pre>
 *   TransactionClient ──► CommandRing ──► coordinator ──► participants (TransactionParticipant)
 *   TransactionClient ◄── ring of outcomes ◄── coordinator
 *   threads of a ThreadedParticipant ──► Answers (CommandRing) ──► its node
 * </pre>
 *
 * <p>Who owns what: the client which transactions are open, and with whom; the manager the ids, and who hears of an outcome;
 * {@code SharedLog} where the records of each node stand in one log; {@code NodeIdentity} whose log one is, and which lives have taken part; the protocol everything else.
 *
 * <p>M1 a transaction ends once. M2 there is room for every outcome: a client has no more under way than it has room for.
 */
package io.ft4j.commit.manager;

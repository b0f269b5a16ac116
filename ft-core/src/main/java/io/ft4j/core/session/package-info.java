/**
 * Exactly-once effects: sessions of clients as part of the replicated state. A command carries (session id, sequence);
 * whatever happens to messages, replicas and leaders, it is executed once, in the order of its session, and a retry
 * gets the first reply.
 *
 * <p>Source: Ongaro, "Consensus: Bridging Theory and Practice" (2014), §6.3; Birrell and Nelson, "Implementing Remote
 * Procedure Calls" (1984), for the reply table. All of it is a function of the committed commands alone, so that the
 * tables of all replicas are equal, and stay equal when the oldest session gives way to a new one.
 *
 * <table>
 *   <caption>What a committed command meets</caption>
 *   <tr><th>sequence</th><th>answer</th></tr>
 *   <tr><td>0: open</td><td>OPENED, also again; SESSION_TAKEN by another nonce; SESSION_UNKNOWN when the id was used
 *       and forgotten; INVALID</td></tr>
 *   <tr><td>−1: close</td><td>CLOSED</td></tr>
 *   <tr><td>last + 1</td><td>executed: OK and the reply of the state machine</td></tr>
 *   <tr><td>last − window + 1 .. last</td><td>OK and the first reply, from the table</td></tr>
 *   <tr><td>1 .. last − window</td><td>EXPIRED</td></tr>
 *   <tr><td>above last + 1</td><td>GAP and the last sequence executed</td></tr>
 *   <tr><td>1 .. of no session</td><td>SESSION_UNKNOWN</td></tr>
 * </table>
 *
 * <p>Owners: {@code SessionTable} the sessions, {@code SlotArena} the memory of their replies, {@code ForgottenSessions}
 * the ids that must not come back, {@link io.ft4j.core.session.Sessions} the rules.
 *
 * <p>Invariants. S1 no sequence of a session is executed twice, and none before its predecessor. S2 the replies of the
 * last {@code window} sequences of a session are kept. S3 the id of a forgotten session is not opened again, as long as
 * it is remembered. S4 after an exception of the state machine nothing is executed any more.
 *
 * <p>Reading order: {@link io.ft4j.core.session.ReplyCode}, {@link io.ft4j.core.session.Sessions}, {@code SessionTable}.
 */
package io.ft4j.core.session;

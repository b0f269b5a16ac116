/**
 * Raft: one leader orders commands, a majority stores them (Ongaro, Ousterhout, "In Search of an Understandable Consensus
 * Algorithm", 2014; Ongaro's thesis, 2014). Elections of §5.2 with pre-vote (thesis §9.6), sticky leaders and check-quorum
 * (thesis §4.2.3, §6.2); replication of §5.3, pipelined and batched; the safety rules of §5.4; the no-op of §8. Tolerates
 * crashes and restarts of a minority, loss, duplication and reordering of messages, and any timing; not lies.
 *
 * <pre>
 *   message          from           to         when
 *   PreVoteRequest   pre-candidate  all others no leader heard for a random time in [T, 2T); repeated to the silent
 *   PreVoteReply     any            asker      at once; no term changes, nothing is promised
 *   VoteRequest      candidate      all others a majority would vote, and the own vote is durable; repeated to the silent
 *   VoteReply        any            candidate  when the vote, or the refusal's term, is durable; none while a leader is heard
 *   AppendEntries    leader         followers  once per cycle with what is new; empty: each heartbeat, and to probe
 *   AppendReply      follower       leader     once per cycle: when entries became durable; at once to an empty frame, to
 *                                              entries that were here, to what does not fit, and to a leader of an old term
 * </pre>
 *
 * <p><b>Who owns a fact.</b> {@code PersistentState}: term, vote. {@code ReplicatedLog}: last, committed, durable and handed
 * over index, the terms of the entries ({@code TermRuns}), the last timestamp. {@code FollowerProgress}: match and next
 * index, mode, window and last contact of one follower. {@code Follower}: how far the log is known to be the leader's.
 * {@code Candidate}: the votes. {@code RaftNode}: role, leader, deadlines. A role has no reference to the node: it answers
 * which role comes next, and {@code RaftNode.become} alone changes it.
 *
 * <p><b>Invariants.</b>
 * <ol>
 *   <li>R1 A term has one leader: a frame with entries of the own term comes from that leader only.
 *   <li>R2 The term never decreases and a vote in it never changes; both are recorded before anything is said in that term,
 *       and no entry has a term above it.
 *   <li>R3 Terms never decrease along a log.
 *   <li>R4 What is committed is never cut.
 *   <li>R5 committed ≤ last, durable ≤ handed to the log ≤ last; the tail ends where the log ends; entries are consecutive.
 *   <li>R6 A follower acknowledges min(durable, verified), where verified is what the leader of the present term has
 *       confirmed; verified ≤ last, and nothing verified is cut within the term.
 *   <li>R7 match &lt; next and match ≤ last for each follower; no more frames under way than the window allows.
 * </ol>
 *
 * <p><b>Reading order.</b> {@code raft.xml}, {@link io.ft4j.core.consensus.raft.Role}, {@link
 * io.ft4j.core.consensus.raft.RaftNode}, {@code Follower}, {@code Leader}, {@code Replicator}, {@code Candidate}, {@code
 * Voter}; then the owners of facts. The reasons are in {@code docs/raft.md}.
 */
package io.ft4j.core.consensus.raft;

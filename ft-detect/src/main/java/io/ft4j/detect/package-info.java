/**
 * Failure detection: who is up, and how surely one knows it. The smallest complete protocol of the house, so read it first.
 *
 * <p>Every process shows that it is up, by heartbeats or by acknowledging probes; who is silent for longer than t is
 * suspected; who is suspected and heard is restored, and its t grows; who crashed stays suspected. By φ accrual t follows
 * from how long silences have been. Of replicas in one process the host knows for certain. Sources: Chandra, Toueg,
 * "Unreliable Failure Detectors for Reliable Distributed Systems", 1996 (classes, and ◇P in partial synchrony); Larrea,
 * Fernández, Arévalo, "Optimal Implementation of the Weakest Failure Detector for Solving Consensus", 2000, and Martín,
 * Larrea, Jiménez, "Implementing the Omega Failure Detector in the Crash-Recovery Failure Model", 2009 (leaders); Das, Gupta,
 * Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership Protocol", 2002 (indirect probes);
 * Hayashibara, Défago, Yared, Katayama, "The φ Accrual Failure Detector", 2004.
 *
 * <pre>
 *   message          from           to         when
 *   Heartbeat        any            all others at the start, and every heartbeat interval; there is no answer
 *
 *   Probe            prober         target     once per probe interval; one target after the other
 *   Ack              target         sender     a probe came, from the prober or from a helper
 *   ProbeRequest     prober         k helpers  a probe was not acknowledged within the ack time-out
 *   Probe            helper         target     a request came
 *   RelayedAck       helper         prober     the target acknowledged to the helper
 *
 *   effect           by             when
 *   suspect          detector       a process was silent for its time-out, or φ passed its threshold; or its host says that it is down
 *   restore          detector       news of a suspected process; or its host says that it is up again
 * </pre>
 *
 * <p><b>What is news.</b> A heartbeat whose sequence number is above all that were heard of this incarnation; an
 * acknowledgement of a probe that this incarnation sent, above all that were acknowledged, from no former incarnation of the
 * target. Older ones and copies refresh nothing; frames of earlier incarnations are dropped by the stack; a gap that no
 * process can have reached is damage. What is ignored is counted by its reason.
 *
 * <p><b>Who owns a fact.</b> {@code Suspicions}: who is suspected, for all that wait for news; {@code PerfectDetector}: the
 * same by what it saw of the board, and {@code ProcessBoard}: who is up, by the host. {@code Heartbeats}: the sequence numbers
 * and the own next heartbeat. {@code ProbeDetector}: the own probes, what was acknowledged of them, the lives of their
 * targets; {@code RelayBudget}: what may still be forwarded. How long a silence is borne: {@code Deadlines}, with a time-out
 * and a deadline of each process, or {@code PhiDeadlines}, with the beginning of each silence and the pause that is accepted.
 * {@code OwnPauses}: when this process last ran. {@code LeaderDetector}: the leader, from what the detector below tells.
 *
 * <p><b>Invariants.</b>
 * <ol>
 *   <li>D1 Only other processes of the group are suspected; suspect and restore of one process alternate.
 *   <li>D2 The earliest deadline is never above that of a process that is not suspected: nobody is suspected late for it.
 *   <li>D3 A time-out is between its first value and its cap, and never falls.
 *   <li>D4 A process that came back is not restored before there is news of it.
 *   <li>D5 An acceptable pause is never below its first value, and never falls.
 *   <li>D6 The silence of a suspected process is no sample.
 *   <li>K1 Only other processes of the group are waited for.
 *   <li>K2 No acknowledgement is of a probe that was not sent.
 *   <li>B1 Exactly those that were down when last seen are suspected, by a perfect detector.
 *   <li>L1 Nobody suspects itself, so there always is a leader.
 *   <li>L2 The leader is the first, by the rule, of those that are not suspected.
 * </ol>
 *
 * <p><b>Reading order.</b> {@code heartbeat.xml}, {@link io.ft4j.core.model.DetectorClass}, {@link
 * io.ft4j.detect.HeartbeatConfig}, {@link io.ft4j.detect.HeartbeatDetector}, {@code Heartbeats}, {@code Suspicions}, {@code
 * Deadlines}, {@code OwnPauses}, {@link io.ft4j.detect.LeaderDetector}; then the scenarios in {@code scenarios/heartbeat}.
 * After them {@code probe.xml}, {@link io.ft4j.detect.ProbeConfig}, {@link io.ft4j.detect.ProbeDetector} with {@code
 * scenarios/probe}, and {@link io.ft4j.detect.ProcessBoard}, {@link io.ft4j.detect.PerfectDetector} with {@code
 * scenarios/perfect}. For φ: {@link io.ft4j.detect.arrival.PhiEstimator}, {@link io.ft4j.detect.PhiAccrualDetector}, {@code
 * PhiDeadlines}, {@code scenarios/phi}. The reasons are in {@code docs/failure-detection.md}.
 */
package io.ft4j.detect;

/**
 * Failure detection: who is up, and how surely one knows it. The smallest complete protocol of the house, so read it first.
 *
 * <p>Every process sends heartbeats; who is silent for longer than t is suspected; who is suspected and heard is restored,
 * and its t grows; who crashed stays suspected. By φ accrual t follows from how long silences have been. Sources: Chandra, Toueg, "Unreliable Failure Detectors for Reliable
 * Distributed Systems", 1996 (classes, and ◇P in partial synchrony); Larrea, Fernández, Arévalo, "Optimal Implementation of
 * the Weakest Failure Detector for Solving Consensus", 2000, and Martín, Larrea, Jiménez, "Implementing the Omega Failure
 * Detector in the Crash-Recovery Failure Model", 2009 (leaders); Hayashibara, Défago, Yared, Katayama, "The φ Accrual Failure
 * Detector", 2004.
 *
 * <pre>
 *   message          from           to         when
 *   Heartbeat        any            all others at the start, and every heartbeat interval; there is no answer
 *
 *   effect           by             when
 *   suspect          detector       a process was silent for its time-out, or φ passed its threshold, of running time
 *   restore          detector       a new heartbeat of a suspected process
 * </pre>
 *
 * <p><b>What is news.</b> A heartbeat whose sequence number is above all that were heard of this incarnation. Older ones and
 * copies refresh nothing; frames of earlier incarnations are dropped by the stack; a gap that no process can have reached is
 * damage. What is ignored is counted by its reason.
 *
 * <p><b>Who owns a fact.</b> {@code HeartbeatDetector}: who is suspected, the sequence numbers, the own next heartbeat.
 * {@code Deadlines}: time-out and deadline of each process. {@code OwnPauses}: when this process last ran. {@code
 * LeaderDetector}: the leader, from what the detector below tells. {@code PhiAccrualDetector}: who is suspected; {@code
 * Heartbeats}: the sequence numbers and the own next heartbeat; {@code PhiDeadlines}: since when each process is silent and
 * what pause is accepted; {@code ArrivalWindow}: how long silences were; {@code PhiEstimator} has the formula.
 *
 * <p><b>Invariants.</b>
 * <ol>
 *   <li>D1 Only other processes of the group are suspected; suspect and restore of one process alternate.
 *   <li>D2 The earliest deadline is never above that of a process that is not suspected: nobody is suspected late for it.
 *   <li>D3 A time-out is between its first value and its cap, and never falls.
 *   <li>D4 A process that came back is not restored before its first heartbeat.
 *   <li>D5 An acceptable pause is never below its first value, and never falls.
 *   <li>D6 The silence of a suspected process is no sample.
 *   <li>L1 Nobody suspects itself, so there always is a leader.
 *   <li>L2 The leader is the first, by the rule, of those that are not suspected.
 * </ol>
 *
 * <p><b>Reading order.</b> {@code heartbeat.xml}, {@link io.ft4j.core.model.DetectorClass}, {@link
 * io.ft4j.detect.HeartbeatConfig}, {@link io.ft4j.detect.HeartbeatDetector}, {@code Deadlines}, {@code OwnPauses}, {@link
 * io.ft4j.detect.LeaderDetector}; then the scenarios in {@code scenarios/heartbeat}. For φ: {@link
 * io.ft4j.detect.PhiEstimator}, {@code ArrivalWindow}, {@link io.ft4j.detect.PhiAccrualDetector}, {@code PhiDeadlines},
 * {@code scenarios/phi}. The reasons are in {@code
 * docs/failure-detection.md}.
 */
package io.ft4j.detect;

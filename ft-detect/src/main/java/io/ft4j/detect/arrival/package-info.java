/**
 * How heartbeats come, and how surprising a silence is after those before it: the arithmetic of φ accrual. No time, no
 * messages, no suspicion. Source: Hayashibara, Défago, Yared, Katayama, "The φ Accrual Failure Detector", 2004, §4.
 *
 * <p><b>Reading order.</b> {@link io.ft4j.detect.arrival.PhiEstimator}, {@code ArrivalWindow}, {@code NormalTail}.
 */
package io.ft4j.detect.arrival;

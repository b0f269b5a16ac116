/**
 * The quality of failure detection in numbers: how fast a crash is noticed, how often and how long a process is
 * suspected wrongly; measured on line, expected by formula, simulated where there is none, and planned for.
 *
 * <p>Four figures. T_D: detection time, from a crash to the suspicion that stays. T_MR: mistake recurrence, from one
 * wrong suspicion to the next. T_M: mistake duration. P_A: query accuracy, the probability to be trusted while up.
 *
 * <p>{@link io.ft4j.detect.quality.DetectorQuality}, {@link io.ft4j.detect.quality.QualityObserver}, which feeds it in a
 * running stack, and {@link io.ft4j.detect.quality.DetectionSimulation} are mutable and for one thread; all else is immutable or pure. Times are nanoseconds, up to 52 days; what is outside is refused.
 *
 * <p>Source: Chen, Toueg, Aguilera, On the Quality of Service of Failure Detectors, IEEE Trans. Computers 51(5), 2002.
 * Its formulas are for a detector that counts from the times of sending; those here are for the one that counts silence.
 * The design note is {@code docs/detection-quality.md}.
 *
 * <p>Reading order: {@link io.ft4j.detect.quality.DetectorQuality}, {@link
 * io.ft4j.detect.quality.QualityObserver}, {@link io.ft4j.detect.quality.DetectionFigures},
 * {@link io.ft4j.detect.quality.DelayDistribution}, {@link io.ft4j.detect.quality.SilenceDetector}, {@link
 * io.ft4j.detect.quality.DetectionPlan}, {@link io.ft4j.detect.quality.SuspicionRule}, {@link
 * io.ft4j.detect.quality.DetectionSimulation}.
 */
package io.ft4j.detect.quality;

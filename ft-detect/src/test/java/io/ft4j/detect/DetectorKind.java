package io.ft4j.detect;

import io.ft4j.core.protocol.FailureDetector;
import java.util.EnumSet;
import java.util.Set;

/** Every detector that finds out by itself, and the one that its host tells. */
enum DetectorKind {
    HEARTBEAT(EnumSet.of(
            DetectorCounter.SUSPECTED,
            DetectorCounter.RESTORED,
            DetectorCounter.RESTORED_AFTER_RESTART,
            DetectorCounter.TIMEOUT_AT_CAP,
            DetectorCounter.HEARTBEAT_REPEATED,
            DetectorCounter.HEARTBEAT_OVERTAKEN,
            DetectorCounter.OWN_PAUSE,
            DetectorCounter.INCARNATION_HEARD,
            DetectorCounter.LEADER_CHANGED)) {
        @Override
        DetectorSystem.Factory underFaults() {
            HeartbeatConfig config = TestDetector.config().maxTimeoutNs(CAP_NS).build();
            return (board, selfId, members, incarnation) -> new HeartbeatDetector(config, selfId, members);
        }

        @Override
        DetectorSystem.Factory byDefault() {
            HeartbeatConfig config = HeartbeatConfig.builder().build();
            return (board, selfId, members, incarnation) -> new HeartbeatDetector(config, selfId, members);
        }
    },
    PROBE(EnumSet.of(
            DetectorCounter.SUSPECTED,
            DetectorCounter.RESTORED,
            DetectorCounter.RESTORED_AFTER_RESTART,
            DetectorCounter.TIMEOUT_AT_CAP,
            DetectorCounter.OWN_PAUSE,
            DetectorCounter.INCARNATION_HEARD,
            DetectorCounter.HELPERS_ASKED,
            DetectorCounter.NO_HELPER,
            DetectorCounter.HEARD_THROUGH_HELPER,
            DetectorCounter.RELAY_REFUSED,
            DetectorCounter.ACK_OF_ANOTHER_LIFE,
            DetectorCounter.ACK_REPEATED,
            DetectorCounter.ACK_OVERTAKEN,
            DetectorCounter.LEADER_CHANGED)) {
        @Override
        DetectorSystem.Factory underFaults() {
            ProbeConfig config =
                    TestProber.config().maxTimeoutNs(CAP_NS).relayLimit(2).build();
            return (board, selfId, members, incarnation) -> new ProbeDetector(config, selfId, members, incarnation);
        }

        @Override
        DetectorSystem.Factory byDefault() {
            ProbeConfig config = ProbeConfig.builder().build();
            return (board, selfId, members, incarnation) -> new ProbeDetector(config, selfId, members, incarnation);
        }
    },
    PHI(EnumSet.of(
            DetectorCounter.SUSPECTED,
            DetectorCounter.RESTORED,
            DetectorCounter.RESTORED_AFTER_RESTART,
            DetectorCounter.HEARTBEAT_REPEATED,
            DetectorCounter.HEARTBEAT_OVERTAKEN,
            DetectorCounter.OWN_PAUSE,
            DetectorCounter.INCARNATION_HEARD,
            DetectorCounter.SILENCE_LEFT_OUT,
            DetectorCounter.SILENCE_CLAMPED,
            DetectorCounter.LEADER_CHANGED)) {
        @Override
        DetectorSystem.Factory underFaults() {
            PhiConfig config =
                    TestPhi.config().maxSampleNs(400 * DetectorHands.MS).build();
            return (board, selfId, members, incarnation) -> new PhiAccrualDetector(config, selfId, members);
        }

        @Override
        DetectorSystem.Factory byDefault() {
            PhiConfig config = PhiConfig.builder().build();
            return (board, selfId, members, incarnation) -> new PhiAccrualDetector(config, selfId, members);
        }
    },
    PERFECT(EnumSet.of(
            DetectorCounter.SUSPECTED, DetectorCounter.RESTORED_AFTER_RESTART, DetectorCounter.LEADER_CHANGED)) {
        @Override
        DetectorSystem.Factory underFaults() {
            return byDefault();
        }

        @Override
        DetectorSystem.Factory byDefault() {
            return (board, selfId, members, incarnation) -> new PerfectDetector(board, selfId, members);
        }
    };

    /** What no run brings about, whatever the network does; unit tests do. */
    static final Set<DetectorCounter> OUT_OF_REACH = EnumSet.of(
            // The stack drops what comes from strangers or is damaged, so these need a process that lies.
            DetectorCounter.SENDER_UNKNOWN,
            DetectorCounter.MESSAGE_UNREADABLE,
            DetectorCounter.SEQUENCE_IMPLAUSIBLE,
            DetectorCounter.PROCESS_UNKNOWN,
            DetectorCounter.ACK_NEVER_ASKED,
            // A driver never shows a clock that goes back.
            DetectorCounter.CLOCK_WENT_BACK,
            // It needs a bound, and faults keep none.
            DetectorCounter.BOUND_BROKEN);

    /** Above what a healed network takes. The pause of φ has none, as it may grow for thirteen days. */
    private static final long CAP_NS = 600 * DetectorHands.MS;

    private final Set<DetectorCounter> counted;

    DetectorKind(Set<DetectorCounter> counted) {
        this.counted = counted;
    }

    /** With settings that have something to do in each run. */
    abstract DetectorSystem.Factory underFaults();

    /** With the settings that it has when nobody says otherwise. */
    abstract DetectorSystem.Factory byDefault();

    /** What it, and the leader detector above it, can count in a simulation. */
    Set<DetectorCounter> counted() {
        return counted;
    }

    static DetectorCounters countersOf(FailureDetector detector) {
        if (detector instanceof HeartbeatDetector heartbeat) {
            return heartbeat.counters();
        } else if (detector instanceof ProbeDetector probe) {
            return probe.counters();
        } else if (detector instanceof PhiAccrualDetector phi) {
            return phi.counters();
        }
        return ((PerfectDetector) detector).counters();
    }
}

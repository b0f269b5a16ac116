package io.ft4j.detect;

import static io.ft4j.detect.DetectorCounter.*;

import io.ft4j.core.protocol.FailureDetector;
import java.util.EnumSet;
import java.util.Set;

/** Every detector that finds out by itself, and the one that its host tells. */
enum DetectorKind {
    HEARTBEAT(EnumSet.of(
            SUSPECTED,
            RESTORED,
            RESTORED_AFTER_RESTART,
            TIMEOUT_AT_CAP,
            HEARTBEAT_REPEATED,
            HEARTBEAT_OVERTAKEN,
            OWN_PAUSE,
            INCARNATION_HEARD,
            LEADER_CHANGED)) {
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
            SUSPECTED,
            RESTORED,
            RESTORED_AFTER_RESTART,
            TIMEOUT_AT_CAP,
            OWN_PAUSE,
            INCARNATION_HEARD,
            HELPERS_ASKED,
            NO_HELPER,
            HEARD_THROUGH_HELPER,
            RELAY_REFUSED,
            ACK_OF_ANOTHER_LIFE,
            ACK_REPEATED,
            ACK_OVERTAKEN,
            LEADER_CHANGED)) {
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
            SUSPECTED,
            RESTORED,
            RESTORED_AFTER_RESTART,
            HEARTBEAT_REPEATED,
            HEARTBEAT_OVERTAKEN,
            OWN_PAUSE,
            INCARNATION_HEARD,
            SILENCE_LEFT_OUT,
            SILENCE_CLAMPED,
            LEADER_CHANGED)) {
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
    PERFECT(EnumSet.of(SUSPECTED, RESTORED_AFTER_RESTART, LEADER_CHANGED)) {
        @Override
        DetectorSystem.Factory underFaults() {
            return byDefault();
        }

        @Override
        DetectorSystem.Factory byDefault() {
            return (board, selfId, members, incarnation) -> new PerfectDetector(board, selfId, members);
        }
    };

    /** Above what a healed network takes. */
    private static final long CAP_NS = 600 * DetectorHands.MS;

    private final Set<DetectorCounter> counted;

    DetectorKind(Set<DetectorCounter> counted) {
        this.counted = counted;
    }

    /** With settings that have something to do in each run. */
    abstract DetectorSystem.Factory underFaults();

    /** With the settings that it has when nobody says otherwise. */
    abstract DetectorSystem.Factory byDefault();

    /**
     * What it, and the leader detector above it, can count in a simulation. Out of reach of all are SENDER_UNKNOWN,
     * MESSAGE_UNREADABLE, SEQUENCE_IMPLAUSIBLE, PROCESS_UNKNOWN and ACK_NEVER_ASKED: the stack drops what comes from strangers
     * or is damaged, so they need a process that lies. CLOCK_WENT_BACK: a driver never shows a clock that goes back.
     * BOUND_BROKEN: it needs a bound, and faults keep none. TIMEOUT_AT_CAP is out of reach of φ, whose pause may grow for
     * thirteen days.
     */
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

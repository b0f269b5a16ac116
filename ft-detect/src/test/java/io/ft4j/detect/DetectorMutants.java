package io.ft4j.detect;

import java.util.List;

/** Every way in which the checks are known to notice that a detector is broken. */
final class DetectorMutants {
    static final List<DetectorMutant> ALL = List.of(
            new DetectorMutant(
                    "a suspicion is never withdrawn",
                    "Suspicions.java",
                    "if (isSuspected(processId)) {\n            restore(",
                    "if (false) {\n            restore(",
                    "swarm HEARTBEAT 2: convergence",
                    "swarm PROBE 2: convergence",
                    "heartbeat/partition_and_heal.txt",
                    "probe/slow_process_is_restored_with_a_longer_timeout.txt",
                    "phi/late_process_is_restored_with_a_longer_pause.txt"),
            new DetectorMutant(
                    "a new life is a mistake",
                    "Suspicions.java",
                    "restarted |= suspects & ProcessSet.of(processId);",
                    "",
                    "HeartbeatDetectorTest.aNewLifeCountsFromOneAgainAndIsUpWhenItsFirstHeartbeatComes",
                    "ProbeDetectorTest.aNewLifeIsRestoredWithTheTimeoutThatItHad"),
            new DetectorMutant(
                    "an overtaken heartbeat refreshes",
                    "Heartbeats.java",
                    "} else if (heartbeatSequence < newest) {",
                    "} else if (false) {",
                    "swarm HEARTBEAT 3: news",
                    "swarm PHI 3: news",
                    "heartbeat/reordered_heartbeat_does_not_refresh.txt",
                    "phi/reordered_heartbeat_is_no_sample.txt"),
            new DetectorMutant(
                    "a repeated heartbeat refreshes",
                    "Heartbeats.java",
                    "} else if (heartbeatSequence == newest) {",
                    "} else if (false) {",
                    "swarm HEARTBEAT 5: news",
                    "swarm PHI 11: news",
                    "heartbeat/repeated_heartbeat_does_not_restore.txt"),
            new DetectorMutant(
                    "a heartbeat of the future is believed",
                    "Heartbeats.java",
                    "if (heartbeatSequence <= 0 || heartbeatSequence - newest > MAX_SEQUENCE_GAP) {",
                    "if (heartbeatSequence <= 0) {",
                    "HeartbeatDetectorTest.sequencesThatNobodyCanHaveReachedAreIgnored"),
            new DetectorMutant(
                    "a new life counts on from the former one",
                    "Heartbeats.java",
                    "newestSequence[processId] = 0;",
                    "",
                    "HeartbeatDetectorTest.aNewLifeCountsFromOneAgainAndIsUpWhenItsFirstHeartbeatComes"),
            new DetectorMutant(
                    "a time-out does not grow",
                    "Deadlines.java",
                    "timeoutNs[processId] = Math.min(timeoutNs[processId] + incrementNs, maxTimeoutNs);",
                    "",
                    "heartbeat/slow_process_is_restored_with_a_longer_timeout.txt",
                    "probe/slow_process_is_restored_with_a_longer_timeout.txt"),
            new DetectorMutant(
                    "a silence of exactly t is a suspicion",
                    "Deadlines.java",
                    "nowNs + timeoutNs[processId] + 1;",
                    "nowNs + timeoutNs[processId];",
                    "HeartbeatDetectorTest.suspectsWhoIsSilentForLongerThanTheTimeout",
                    "ProbeDetectorTest.suspectsWhoDoesNotAcknowledgeForLongerThanTheTimeout"),
            new DetectorMutant(
                    "the deadline of a restored process is not looked for",
                    "Deadlines.java",
                    "deadlineNs[processId] = deadline;\n        earliestNs = Math.min(earliestNs, deadline);",
                    "deadlineNs[processId] = deadline;",
                    "swarm HEARTBEAT 1: stopped",
                    "swarm PROBE 1: stopped",
                    "HeartbeatDetectorTest.restoresWhoIsHeardAndWaitsLongerFromThenOn"),
            new DetectorMutant(
                    "an own pause is the silence of others",
                    "OwnPauses.java",
                    "paused.run();\n        return elapsedNs;",
                    "paused.run();\n        return 0;",
                    "heartbeat/own_pause_blames_nobody.txt",
                    "probe/own_pause_blames_nobody.txt",
                    "phi/own_pause_is_no_sample.txt"),
            new DetectorMutant(
                    "an acknowledgement to another life counts",
                    "ProbeDetector.java",
                    "proberIncarnation != incarnation || ",
                    "",
                    "swarm PROBE 5: news",
                    "ProbeDetectorTest.acknowledgementsOfOtherLivesAreNoNews"),
            new DetectorMutant(
                    "what a helper tells of a former life is believed",
                    "ProbeDetector.java",
                    " || targetIncarnation < incarnations[targetId]) {",
                    ") {",
                    "swarm PROBE 21: news",
                    "probe/ack_of_a_former_life_through_a_helper.txt"),
            new DetectorMutant(
                    "an overtaken acknowledgement tells nothing of lives",
                    "ProbeDetector.java",
                    "hearOfLife(targetId, targetIncarnation);\n            return isNewest(targetId, sequence);",
                    "boolean news = isNewest(targetId, sequence);\n"
                            + "            if (news) { hearOfLife(targetId, targetIncarnation); }\n            return news;",
                    "swarm PROBE 34: news",
                    "ProbeDetectorTest.anOvertakenAcknowledgementOfANewLifeMakesTheFormerOneOld"),
            new DetectorMutant(
                    "an acknowledgement is not forwarded",
                    "ProbeDetector.java",
                    "messages.sendRelayedAck(sourceId, outbox);",
                    "",
                    "probe/lost_direct_path_is_bypassed.txt"),
            new DetectorMutant(
                    "suspects are asked for help",
                    "ProbeDetector.java",
                    "ProcessSet.remove(suspicions.trusted(), targetId);",
                    "ProcessSet.remove(peers, targetId);",
                    "ProbeDetectorTest.aSuspectIsNoHelper"),
            new DetectorMutant(
                    "a silence that was suspected is a sample",
                    "PhiDeadlines.java",
                    "unsampled |= due;",
                    "",
                    "swarm PHI 1: stopped",
                    "PhiAccrualDetectorTest.theSilenceThatWasSuspectedIsNoSample"),
            new DetectorMutant(
                    "an own pause is a sample",
                    "PhiDeadlines.java",
                    "unsampled |= peers;",
                    "",
                    "PhiAccrualDetectorTest.anOwnPauseIsNoSampleOfAnybody"),
            new DetectorMutant(
                    "an acceptable pause does not grow",
                    "PhiDeadlines.java",
                    "pauseNs[processId] = Math.min(pauseNs[processId] + config.incrementNs(), PhiConfig.MAX_PAUSE_NS);",
                    "",
                    "phi/late_process_is_restored_with_a_longer_pause.txt"),
            new DetectorMutant(
                    "no bound of the deviation from below",
                    "arrival/PhiEstimator.java",
                    "return Math.max(minDeviationNs, window.deviationNs());",
                    "return window.deviationNs();",
                    "swarm PHI 4: stopped",
                    "phi/own_pause_is_no_sample.txt"),
            new DetectorMutant(
                    "a restart between two looks is missed",
                    "PerfectDetector.java",
                    "if (now != seenChanges[processId]) {",
                    "if (ProcessBoard.isUp(now) != ProcessBoard.isUp(seenChanges[processId])) {",
                    "swarm PERFECT 1: perfect",
                    "perfect/restart_between_two_looks.txt"),
            new DetectorMutant(
                    "who is down at the start is no news",
                    "PerfectDetector.java",
                    "if (!ProcessBoard.isUp(seenChanges[processId])) {",
                    "if (false) {",
                    "swarm PERFECT 1: stopped",
                    "perfect/down_before_the_start.txt"));

    private DetectorMutants() {}
}

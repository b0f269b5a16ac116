package io.ft4j.detect;

import io.ft4j.core.scenario.Arguments;
import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.ScenarioProtocol;
import io.ft4j.core.scenario.TestNetwork;
import io.ft4j.core.scenario.Trace;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.check.ProcessFacts;
import java.io.IOException;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the files of {@code scenarios/perfect}. The harness is the host: it writes on the board what it does. */
final class PerfectScenarioTest {
    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        return ScenarioFolder.tests("perfect", new PerfectProtocol());
    }

    /** {@code processes N}. */
    private static final class PerfectProtocol implements ScenarioProtocol {
        @Override
        public Cluster createCluster(int processCount, Arguments options, TestNetwork.Wire wire, Trace trace) {
            ProcessBoard board = new ProcessBoard();
            Cluster cluster = new Cluster(new PerfectSubject(board), processCount, 1, wire, trace);
            cluster.addCheck(new Check() {
                @Override
                public void onCrash(ProcessFacts process) {
                    board.down(process.id());
                }
            });
            return cluster;
        }
    }

    private static final class PerfectSubject extends DetectorSubject<PerfectDetector> {
        private final ProcessBoard board;

        PerfectSubject(ProcessBoard board) {
            super(PerfectDetector.class, LeaderRule.SMALLEST_ID);
            this.board = board;
        }

        @Override
        PerfectDetector createDetector(int processId, long memberSet, long incarnation) {
            board.up(processId);
            return new PerfectDetector(board, processId, memberSet);
        }

        @Override
        DetectorCounters counters(PerfectDetector detector) {
            return detector.counters();
        }

        @Override
        long timeoutNs(PerfectDetector detector, int processId) {
            throw new IllegalArgumentException("a perfect detector has no time-outs");
        }

        @Override
        public String message(DirectBuffer buffer, int offset, int length) {
            throw new IllegalArgumentException("a perfect detector has no messages");
        }
    }
}

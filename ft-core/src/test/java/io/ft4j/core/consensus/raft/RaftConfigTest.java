package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.HotTail;
import org.junit.jupiter.api.Test;

final class RaftConfigTest {
    @Test
    void defaultsFitTogether() {
        RaftConfig config = RaftConfig.builder().build();
        assertEquals(50_000_000, config.heartbeatIntervalNs());
        assertEquals(300_000_000, config.electionTimeoutNs());
    }

    @Test
    void refusesValuesThatDoNotFitAndNamesThem() {
        refuses(
                "electionTimeoutNs=100 must be above twice heartbeatIntervalNs = 50",
                builder().heartbeatIntervalNs(50).electionTimeoutNs(100));
        refuses("heartbeatIntervalNs=0 must be at least 1", builder().heartbeatIntervalNs(0));
        refuses("electionTimeoutNs=", builder().electionTimeoutNs(Long.MAX_VALUE));
        refuses("heartbeatIntervalNs =", builder().heartbeatIntervalNs(Long.MAX_VALUE));
        refuses("at least 1112", builder().maxFrameBytes(1111));
        refuses("maxFrameBytes=", builder().maxFrameBytes(1 << 26).catchUpBytesPerCycle(1 << 26));
        refuses("maxInflightFrames=0", builder().maxInflightFrames(0));
        refuses("maxInflightFrames=1025", builder().maxInflightFrames(1025));
        refuses("maxUncommittedEntries=0", builder().maxUncommittedEntries(0));
        refuses("maxCommandBytes=-1", builder().maxCommandBytes(-1));
        refuses("maxCommandBytes=", builder().maxCommandBytes(Integer.MAX_VALUE));
        refuses(
                "catchUpBytesPerCycle=65535 must be at least maxFrameBytes = 65536",
                builder().catchUpBytesPerCycle(65535));
        refuses("catchUpBytesPerCycle=", builder().catchUpBytesPerCycle(Integer.MAX_VALUE));
        assertEquals(1112, builder().maxFrameBytes(1112).build().maxFrameBytes());
    }

    @Test
    void refusesATailThatCannotTakeAFrame() {
        RaftConfig config = builder().build();
        refuses("capacityBytes=32768", () -> node(config, 0, 3, new HotTail(1 << 15, 1 << 14)));
        refuses("maxEntries=1024", () -> node(config, 0, 3, new HotTail(1 << 20, 1 << 10)));
        refuses("selfId=3 is outside 0..2", () -> node(config, 3, 3, new HotTail(1 << 20, 1 << 14)));
        refuses("processCount=65", () -> node(config, 0, 65, new HotTail(1 << 20, 1 << 14)));
    }

    private static RaftNode node(RaftConfig config, int selfId, int processCount, HotTail tail) {
        return new RaftNode(config, selfId, processCount, tail, new FakeLog(), new Prng(1));
    }

    private static RaftConfig.Builder builder() {
        return RaftConfig.builder();
    }

    private static void refuses(String reason, RaftConfig.Builder builder) {
        refuses(reason, builder::build);
    }

    private static void refuses(String reason, Runnable what) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, what::run);
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }
}

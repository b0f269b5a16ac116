package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.model.Prng;
import io.ft4j.core.sim.protocol.ProtocolReport;
import io.ft4j.core.sim.protocol.ProtocolSimulator;
import io.ft4j.core.sim.world.EngineSettings;
import io.ft4j.core.sim.world.SimCounter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Message logging among all faults of the simulator that it claims to survive; a failure names its seed. */
final class MessageLogSwarmTest {
    private static final int SEEDS = Integer.getInteger("ft4j.messagelog.swarm", 40);
    private static final long FIRST = Long.getLong("ft4j.first", 1);
    private static final long MS = 1_000_000;

    /** It does not survive a log that has lost what it had acknowledged: it refuses such a one. */
    private static final Set<FaultKind> WITHOUT = EnumSet.of(
            FaultKind.FORCE_LIES,
            FaultKind.BIT_ROT,
            FaultKind.MISDIRECTED_WRITE,
            FaultKind.STALE_RECORD,
            FaultKind.EMPTY_DISK,
            FaultKind.OLD_DISK);

    /** What some seed must reach, or the runs prove nothing about it. */
    private static final Set<MessageLogCounter> REACHED = EnumSet.complementOf(EnumSet.of(
            MessageLogCounter.PEER_LOST_ITS_LOG,
            MessageLogCounter.MESSAGE_MALFORMED,
            MessageLogCounter.FRAME_UNREADABLE,
            MessageLogCounter.FRAME_IMPOSSIBLE,
            MessageLogCounter.FRAME_OF_FORGOTTEN_PEER,
            MessageLogCounter.MESSAGE_WITHOUT_ROOM,
            MessageLogCounter.INPUT_WITHOUT_ROOM,
            MessageLogCounter.INPUT_REPEATED,
            MessageLogCounter.REPLAY_REFUSED,
            MessageLogCounter.RETENTION_REACHED,
            MessageLogCounter.COPIES_ASKED,
            MessageLogCounter.TIMER_OUTDATED));

    private static final Set<MessageLogCounter> COPIES =
            EnumSet.of(MessageLogCounter.COPY_KEPT, MessageLogCounter.COPY_DROPPED);

    /** What only orphans bring about. */
    private static final Set<MessageLogCounter> OPTIMISTIC = EnumSet.of(
            MessageLogCounter.FRAME_OF_OTHER_TIMELINE,
            MessageLogCounter.ROLLBACK_ANNOUNCED,
            MessageLogCounter.ROLLBACK_LEARNED,
            MessageLogCounter.ROLLED_BACK);

    private static final Set<MessageLogCounter> CAUSAL = EnumSet.of(
            MessageLogCounter.DETERMINANT_LEARNED,
            MessageLogCounter.DETERMINANT_REFUSED,
            MessageLogCounter.DETERMINANT_WITHOUT_ROOM,
            MessageLogCounter.MESSAGES_TOO_EARLY,
            MessageLogCounter.EVENT_RECOVERED);

    private static final Set<MessageLogCounter> SENDER_ONLY = EnumSet.of(
            MessageLogCounter.RECEIPTS_KEPT,
            MessageLogCounter.RECEIPTS_IGNORED,
            MessageLogCounter.RECEIPTS_RENOUNCED,
            MessageLogCounter.RECEIPTS_REPEATED,
            MessageLogCounter.REPLAY_ANSWERED,
            MessageLogCounter.INPUT_TAKEN_ANEW);

    @ParameterizedTest
    @EnumSource(LoggingStyle.class)
    void comesBackInTheStateThatTheOthersKnowUnderEverySeed(LoggingStyle style) {
        Map<MessageLogCounter, Long> met = new EnumMap<>(MessageLogCounter.class);
        long answered = 0;
        long crashes = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            RelaySystem[] system = new RelaySystem[1];
            ProtocolReport report = simulator(style, seed, system).run(seed).requireSuccess();
            system[0].collectAll();
            answered += system[0].answered();
            crashes += report.count(SimCounter.CRASHES);
            for (MessageLogCounter counter : MessageLogCounter.values()) {
                met.merge(counter, system[0].count(counter), Long::sum);
            }
        }
        System.out.println("MessageLogSwarmTest: " + style + ", seeds " + FIRST + ".." + (FIRST + SEEDS - 1)
                + ", answered=" + answered + ", crashes=" + crashes + " " + met);
        assertEquals(0, met.get(MessageLogCounter.FRAME_IMPOSSIBLE), "nobody lies");
        for (MessageLogCounter counter : reached(style)) {
            assertTrue(met.get(counter) > 0, counter + " was never reached");
        }
    }

    private static Set<MessageLogCounter> reached(LoggingStyle style) {
        Set<MessageLogCounter> reached = EnumSet.copyOf(REACHED);
        if (style != LoggingStyle.SENDER) {
            reached.removeAll(SENDER_ONLY);
        }
        if (style != LoggingStyle.RECEIVER) {
            reached.removeAll(COPIES);
        }
        if (style != LoggingStyle.OPTIMISTIC) {
            reached.removeAll(OPTIMISTIC);
        }
        if (style == LoggingStyle.CAUSAL) {
            reached.add(MessageLogCounter.REPLAY_ANSWERED);
        } else {
            reached.removeAll(CAUSAL);
        }
        return reached;
    }

    static ProtocolSimulator simulator(LoggingStyle style, long seed, RelaySystem[] system) {
        int processCount = 2 + (int) (seed % 3);
        MessageLogConfig config = MessageLogConfig.builder()
                .style(style)
                .maxMessageBytes(64)
                .maxMessagesPerEvent(2)
                .frameBytes(256)
                .channelBytes(4096)
                .journalBytes(8192)
                .copyBytes(style == LoggingStyle.RECEIVER ? 512 : 0)
                .maxDeterminants(16)
                .guardInterval(1)
                .build();
        return new ProtocolSimulator(
                processCount,
                20_000 * MS,
                600_000 * MS,
                20 * MS,
                processCount,
                new EngineSettings(2 * MS, 3 * MS, 500 * MS),
                WITHOUT,
                run -> {
                    system[0] = new RelaySystem(config, processCount, new Prng(run).fork("relay"));
                    return system[0];
                });
    }
}

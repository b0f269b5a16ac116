package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CommitConfigTest {
    private static CommitConfig.Builder builder() {
        return CommitConfig.builder();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(builder().initTimeoutNs(0), "initTimeoutNs=0 must be at least 1"),
                Arguments.of(builder().voteTimeoutNs(1L << 51), "voteTimeoutNs=2251799813685248 must be at most"),
                Arguments.of(builder().resendIntervalNs(0), "resendIntervalNs=0 must be at least 1"),
                Arguments.of(
                        builder().resendIntervalNs(7).voteTimeoutNs(7),
                        "voteTimeoutNs=7 must be above resendIntervalNs = 7"),
                Arguments.of(builder().readyTimeoutNs(0), "readyTimeoutNs=0 must be at least 1"),
                Arguments.of(builder().maxTransactions(0), "maxTransactions=0 must be at least 1"),
                Arguments.of(builder().maxTransactions(1 << 21), "maxTransactions=2097152 must be at most 1048576"),
                Arguments.of(builder().rememberedOutcomes(9_000), "rememberedOutcomes=9000 must be a power of two"),
                Arguments.of(
                        builder().rememberedOutcomes(1_024),
                        "rememberedOutcomes=1024 must be at least maxTransactions = 4096"),
                Arguments.of(builder().maxBatchItems(0), "maxBatchItems=0 must be at least 1"),
                Arguments.of(builder().maxBatchItems(5_000), "maxBatchItems=5000 must be at most 4096"),
                Arguments.of(
                        builder().compactionInterval(4_096),
                        "compactionInterval=4096 must be at least twice maxTransactions = 4096"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(CommitConfig.Builder builder, String reason) {
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message.startsWith(reason), message);
    }

    /** Every back-off is longer than the one before, up to 32 times. */
    @Test
    void backsOffUpToAFactorOf32() {
        CommitConfig config = builder().resendIntervalNs(10).build();
        assertEquals(10, config.backOffNs(0));
        assertEquals(20, config.backOffNs(1));
        assertEquals(320, config.backOffNs(5));
        assertEquals(320, config.backOffNs(1_000_000));
    }
}

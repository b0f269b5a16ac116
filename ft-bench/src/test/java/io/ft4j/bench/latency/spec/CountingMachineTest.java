package io.ft4j.bench.latency.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ft4j.core.port.Effects;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CountingMachineTest {
    private static final class Reply implements Effects {
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Long.BYTES]);

        @Override
        public MutableDirectBuffer buffer() {
            return buffer;
        }

        @Override
        public int maxReplyBytes() {
            return Long.BYTES;
        }

        @Override
        public int claimReply(int length) {
            return 0;
        }

        @Override
        public void publish(int claimOffset) {}
    }

    private final Reply reply = new Reply();

    private CountingMachine after(long... numbers) {
        CountingMachine machine = new CountingMachine();
        UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);
        for (long number : numbers) {
            command.putLong(0, number);
            machine.apply(1, 1, command, 0, Long.BYTES, reply);
        }
        return machine;
    }

    private static String difference(CountingMachine machine, int commands) {
        long mixedSum = 0;
        for (int number = 1; number <= commands; number++) {
            mixedSum += CountingMachine.mix(number);
        }
        return machine.differenceFrom(commands, mixedSum);
    }

    @Test
    void echoesTheNumber() {
        after(77);
        assertEquals(77, reply.buffer.getLong(0));
    }

    @Test
    void seesThatEveryCommandWasExecutedOnce() {
        assertNull(difference(after(1, 2, 3, 4), 4));
    }

    @Test
    void seesALostCommand() {
        assertNotNull(difference(after(1, 2, 4), 4));
    }

    @Test
    void seesARepeatedCommand() {
        assertNotNull(difference(after(1, 2, 2, 3, 4), 4));
    }

    @Test
    void seesOneCommandInPlaceOfAnother() {
        assertNotNull(difference(after(1, 4, 1, 4), 4));
        assertNotNull(difference(after(2, 2, 3, 3), 4));
    }

    @Test
    void aDifferentOrderHasADifferentDigest() {
        assertEquals(after(1, 2, 3).digest(), after(1, 2, 3).digest());
        assertNotEquals(after(1, 2, 3).digest(), after(2, 1, 3).digest());
    }
}

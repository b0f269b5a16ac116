package io.ft4j.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Effects;
import io.ft4j.core.sim.check.Check;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The workload notices replies that no register would give. */
final class KeyValueWorkloadTest {
    private static final int COMMANDS = 2_000;

    private final Prng prng = new Prng(11);
    private final KeyValueWorkload workload = new KeyValueWorkload(new Prng(4));
    private final KeyValueMachine machine = new KeyValueMachine();
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[KeyValueMachine.COMMAND_LENGTH]);
    private final Reply reply = new Reply();

    @Test
    void isContentWithARegisterAndWithWhatNobodyKnows() {
        for (long ticket = 0; ticket < COMMANDS; ticket++) {
            execute(ticket);
            if (prng.chance(0.05)) {
                workload.onUnknown(0, ticket);
            } else {
                workload.onReply(0, ticket, reply.buffer(), 0, KeyValueMachine.REPLY_LENGTH);
            }
        }
        workload.onEnd();
        assertFalse(workload.isUndecided());
    }

    @Test
    void noticesOneReplyOfEarlier() {
        UnsafeBuffer stale = new UnsafeBuffer(new byte[KeyValueMachine.REPLY_LENGTH]);
        for (long ticket = 0; ticket < COMMANDS; ticket++) {
            execute(ticket);
            if (ticket == COMMANDS / 4) {
                stale.putBytes(0, reply.buffer(), 0, KeyValueMachine.REPLY_LENGTH);
            }
            boolean isWrong = ticket == COMMANDS / 2;
            workload.onReply(0, ticket, isWrong ? stale : reply.buffer(), 0, KeyValueMachine.REPLY_LENGTH);
        }
        Check.Broken broken = assertThrows(Check.Broken.class, workload::onEnd);
        assertTrue(broken.getMessage().startsWith("linearizability: no order fits "), broken::getMessage);
        assertTrue(broken.getMessage().contains("process " + COMMANDS / 2 + ": "), broken::getMessage);
    }

    @Test
    void noticesAWriteThatIsLost() {
        KeyValueMachine forgetful = new KeyValueMachine();
        for (long ticket = 0; ticket < COMMANDS; ticket++) {
            workload.next(0, ticket, prng, command);
            if (ticket != COMMANDS / 2) {
                forgetful.apply(ticket, 0, command, 0, command.capacity(), reply);
            }
            workload.onReply(0, ticket, reply.buffer(), 0, KeyValueMachine.REPLY_LENGTH);
        }
        assertThrows(Check.Broken.class, workload::onEnd);
    }

    @Test
    void aWholeGroupIsJudgedAndDecided() {
        long seed = 1;
        SimTally tally = Simulator.keyValue().run(seed).requireSuccess().tally();
        assertEquals(0, tally.undecided(), "seed=" + seed);
    }

    private void execute(long ticket) {
        workload.next(0, ticket, prng, command);
        machine.apply(ticket, 0, command, 0, command.capacity(), reply);
    }

    private static final class Reply implements Effects {
        private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[KeyValueMachine.REPLY_LENGTH]);

        @Override
        public MutableDirectBuffer buffer() {
            return bytes;
        }

        @Override
        public int claimReply(int length) {
            return 0;
        }

        @Override
        public int maxReplyBytes() {
            return KeyValueMachine.REPLY_LENGTH;
        }

        @Override
        public void publish(int claimOffset) {}
    }
}

package io.ft4j.core.sim.report;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.sim.Simulator;
import io.ft4j.core.sim.Workload;
import org.agrona.DirectBuffer;

/** State machines that answer something else in the lives after the first ones, so that it takes restarts to see it. */
final class Careless {
    private final int soundLives;
    private int lives;

    private Careless(int soundLives) {
        this.soundLives = soundLives;
    }

    /** @param soundLives that are counted over all processes, from the beginning of each run. */
    static Simulator simulator(int soundLives) {
        Careless careless = new Careless(soundLives);
        return new Simulator(1, 30 * Simulator.SECOND_NS, 2, 50, 16, 8, careless::newLife, careless::newRun);
    }

    private StateMachine newLife() {
        boolean wrong = lives++ >= soundLives;
        return new Sum(wrong ? 1 : 0);
    }

    private Workload newRun(Prng unused) {
        lives = 0;
        return (client, ticket, prng, command) -> {
            command.putLong(0, prng.nextLong(1000));
            return Long.BYTES;
        };
    }

    private static final class Sum implements StateMachine {
        private long sum;

        private Sum(long first) {
            sum = first;
        }

        @Override
        public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
            sum += command.getLong(offset);
            int reply = effects.claimReply(Long.BYTES);
            effects.buffer().putLong(reply, sum);
            effects.publish(reply);
        }

        @Override
        public long digest() {
            return sum;
        }
    }
}

package io.ft4j.core.sim;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.sim.check.RaftChecks;
import io.ft4j.core.sim.world.ByteHash;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Lets the checks see what a state machine is told and what it answers, and may end the process before it is told. */
final class WatchedStateMachine implements StateMachine, Effects {
    private final StateMachine stateMachine;
    private final SimProcess process;
    private final RaftChecks checks;
    private final long digestEvery;
    private Effects effects;
    private int replyOffset;
    private int replyLength;
    private long replyHash;

    /** @param digestEvery how many indexes lie between two digests. */
    WatchedStateMachine(StateMachine stateMachine, SimProcess process, RaftChecks checks, long digestEvery) {
        this.stateMachine = stateMachine;
        this.process = process;
        this.checks = checks;
        this.digestEvery = digestEvery;
    }

    @Override
    public void apply(
            long index, long timestampNs, DirectBuffer command, int offset, int length, Effects commandEffects) {
        process.fuse().burn();
        effects = commandEffects;
        replyHash = ByteHash.EMPTY;
        stateMachine.apply(index, timestampNs, command, offset, length, this);
        checks.onApplied(process, index, timestampNs, ByteHash.of(command, offset, length), replyHash);
        if (index % digestEvery == 0) {
            checks.onDigest(process, index, stateMachine.digest());
        }
    }

    @Override
    public long digest() {
        return stateMachine.digest();
    }

    @Override
    public MutableDirectBuffer buffer() {
        return effects.buffer();
    }

    @Override
    public int maxReplyBytes() {
        return effects.maxReplyBytes();
    }

    @Override
    public int claimReply(int length) {
        replyOffset = effects.claimReply(length);
        replyLength = length;
        return replyOffset;
    }

    @Override
    public void publish(int claimOffset) {
        replyHash = ByteHash.of(effects.buffer(), replyOffset, replyLength);
        effects.publish(claimOffset);
    }
}

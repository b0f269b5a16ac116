package io.ft4j.log.coordinated;

/** Told how attempts end that were begun here. May not call the protocol. */
public interface AttemptListener {
    /** @param causes as a {@link io.ft4j.core.model.ProcessSet}: who refused, or did not answer. */
    void onEnd(long attemptId, AttemptOutcome outcome, long causes);
}

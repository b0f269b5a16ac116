package io.ft4j.log.coordinated;

import io.ft4j.log.line.CountedStates;

/**
 * The process whose checkpoints are coordinated: its application and its channels. Called on the thread of the protocol only;
 * nothing here may call the protocol back.
 *
 * <p>It numbers the messages of each channel from 1 on, and takes the counts along when it goes back. What it has sent it keeps,
 * and stores along with its checkpoint, until the <em>permanent</em> checkpoint of the receiver holds it: one that was only
 * delivered is lost when the receiver goes back. Messages carry the epoch of their sender; those of another epoch, older or
 * newer, are not delivered, and are sent again under the epoch of the sender.
 */
public interface CheckpointSubject {
    /** Of a checkpoint that is being written. */
    enum Tentative {
        WRITING,
        DURABLE,
        FAILED
    }

    /** No message of the application leaves from now on. */
    void holdSends();

    /** No message is delivered to the application from now on. */
    void holdDeliveries();

    /** Ends both. */
    void resume();

    /**
     * Takes the state as it is now and begins to write it. There is one tentative checkpoint at a time.
     *
     * @param attemptId of the initiator: its ids grow over all of its lives, and are the same at all who are in the attempt.
     * @return its number, greater than those before; 0: it can not be taken.
     */
    long takeTentative(int initiatorId, long attemptId);

    /** Asked again and again while it is written; it has to survive a crash before it is called durable. */
    Tentative tentative(long number);

    /**
     * The tentative checkpoint is the permanent one. When this returns, that survives a crash; only then the one before may go.
     * Told again after a crash; a number that is not greater than the permanent one changes nothing.
     */
    void makePermanent(long number);

    /** Tentative checkpoints with other numbers are given up. @param number 0: all of them. */
    void keepTentative(long number);

    /** Messages delivered from this process so far, those of the past that the state was restored from included. */
    long delivered(int sourceId);

    /** Messages sent to this process of which the permanent checkpoint knows; 0 without one. */
    long sentAtPermanent(int destinationId);

    /** Messages delivered from this process of which the permanent checkpoint knows; 0 without one. */
    long deliveredAtPermanent(int sourceId);

    /** What this process could go back to, from the permanent checkpoint on; tentative ones are none of them. */
    CountedStates states();

    /**
     * The state is that of this checkpoint again. Those behind it were taken before this epoch: they are undone, and when this
     * returns that survives a crash. Told again after a crash, when some behind it may be of this epoch; these stay, as does the
     * state.
     *
     * @param number of one of {@link #states}.
     */
    void rollBack(long number, long epoch);

    /** What is sent from now on is of this epoch. */
    void enterEpoch(long epoch);
}

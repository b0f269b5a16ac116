package io.ft4j.core.runtime.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A checkpoint is durable. One object of it serves its thread again and again. */
@Name("io.ft4j.Checkpoint")
@Label("Checkpoint")
@Category("ft4j")
@Description("A checkpoint is durable.")
@StackTrace(false)
public final class CheckpointEvent extends Event {
    @Label("Process")
    int processId;

    @Label("Number")
    long number;

    /** Tells the recorder, if it listens. */
    public void tell(int ofProcessId, long newNumber) {
        if (isEnabled()) {
            processId = ofProcessId;
            number = newNumber;
            commit();
        }
    }
}

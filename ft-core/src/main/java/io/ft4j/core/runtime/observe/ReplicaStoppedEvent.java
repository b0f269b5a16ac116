package io.ft4j.core.runtime.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A replica has stopped because of a failure. One object of it serves its thread again and again. */
@Name("io.ft4j.ReplicaStopped")
@Label("Replica stopped")
@Category("ft4j")
@Description("A replica has stopped because of a failure.")
@StackTrace(false)
public final class ReplicaStoppedEvent extends Event {
    @Label("Group")
    long groupId;

    @Label("Process")
    int processId;

    @Label("Cause")
    String cause;

    /** Tells the recorder, if it listens. */
    public void tell(long ofGroupId, int ofProcessId, Throwable failure) {
        if (isEnabled()) {
            groupId = ofGroupId;
            processId = ofProcessId;
            cause = String.valueOf(failure);
            commit();
        }
    }
}

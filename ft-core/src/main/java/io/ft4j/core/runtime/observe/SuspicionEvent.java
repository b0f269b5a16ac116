package io.ft4j.core.runtime.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A failure detector has changed its mind about a process. One object of it serves its thread again and again. */
@Name("io.ft4j.Suspicion")
@Label("Suspicion")
@Category("ft4j")
@Description("A failure detector has changed its mind about a process.")
@StackTrace(false)
public final class SuspicionEvent extends Event {
    @Label("Group")
    long groupId;

    @Label("Process")
    int processId;

    @Label("About process")
    int peerId;

    @Label("Suspected")
    boolean suspected;

    /** Tells the recorder, if it listens. */
    public void tell(long ofGroupId, int ofProcessId, int aboutId, boolean isSuspected) {
        if (isEnabled()) {
            groupId = ofGroupId;
            processId = ofProcessId;
            peerId = aboutId;
            suspected = isSuspected;
            commit();
        }
    }
}

package io.ft4j.core.runtime.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A replica has another role or another term. One object of it serves its thread again and again. */
@Name("io.ft4j.RoleChange")
@Label("Role change")
@Category("ft4j")
@Description("A replica has another role or another term.")
@StackTrace(false)
public final class RoleChangeEvent extends Event {
    @Label("Group")
    long groupId;

    @Label("Process")
    int processId;

    @Label("Role")
    String role;

    @Label("Term")
    long term;

    /** Tells the recorder, if it listens. */
    public void tell(long ofGroupId, int ofProcessId, String newRole, long newTerm) {
        if (isEnabled()) {
            groupId = ofGroupId;
            processId = ofProcessId;
            role = newRole;
            term = newTerm;
            commit();
        }
    }
}

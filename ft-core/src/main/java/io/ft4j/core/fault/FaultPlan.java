package io.ft4j.core.fault;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * All that goes wrong in one run, in the order of time. As text, one fault a line, {@code #} begins a comment:
 * <pre>
 * processes 5
 * at 0s    for 60s   LOSS       {0,1,2,3,4} 2%
 * at 1.5s  for 300ms PARTITION  {0,3}
 * at 2s    for 1s    CRASH      {1}
 * at 3s    for 0s    CLOCK_JUMP {2} -250ms
 * </pre>
 *
 * Immutable.
 */
public record FaultPlan(int processCount, List<Fault> faults) {
    /** @throws IllegalArgumentException when a fault names a process that there is not. */
    public FaultPlan {
        if (processCount < 1 || processCount > ProcessSet.MAX_PROCESSES) {
            throw new IllegalArgumentException(
                    "processCount=" + processCount + " is outside 1.." + ProcessSet.MAX_PROCESSES);
        }
        for (Fault fault : faults) {
            if ((fault.processes() & ~ProcessSet.firstN(processCount)) != 0) {
                throw new IllegalArgumentException("processes=" + ProcessSet.toString(fault.processes()) + " of "
                        + fault.kind() + " exceed processCount=" + processCount);
            }
        }
        faults = faults.stream().sorted().toList();
    }

    public static FaultPlan none(int processCount) {
        return new FaultPlan(processCount, List.of());
    }

    /**
     * @param source for messages, the name of the file.
     * @throws IllegalArgumentException with source, line and reason.
     */
    public static FaultPlan parse(String source, String text) {
        return FaultText.parse(source, text);
    }

    public FaultPlan plus(Fault fault) {
        List<Fault> more = new ArrayList<>(faults);
        more.add(fault);
        return new FaultPlan(processCount, more);
    }

    public FaultPlan with(List<Fault> others) {
        return new FaultPlan(processCount, others);
    }

    public Set<FaultKind> kinds() {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (Fault fault : faults) {
            kinds.add(fault.kind());
        }
        return kinds;
    }

    /** Processes that may lose for good what they have acknowledged. */
    public long permanentlyDamaged() {
        long set = ProcessSet.EMPTY;
        for (Fault fault : faults) {
            set |= fault.kind().isPermanent() ? fault.processes() : ProcessSet.EMPTY;
        }
        return set;
    }

    public String toText() {
        StringBuilder text =
                new StringBuilder("processes ").append(processCount).append('\n');
        for (Fault fault : faults) {
            text.append(fault).append('\n');
        }
        return text.toString();
    }
}

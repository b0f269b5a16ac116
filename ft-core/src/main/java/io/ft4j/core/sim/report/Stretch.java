package io.ft4j.core.sim.report;

import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.world.TraceEvent;
import io.ft4j.core.sim.world.TraceKind;
import java.util.ArrayList;
import java.util.List;

/**
 * A time through which a process was in one state.
 *
 * @param state its role, {@link #UP} while that is not known, or {@link #DOWN}.
 * @param term  0 where there is none.
 */
record Stretch(int process, long fromNs, long toNs, String state, long term) {
    static final String UP = "up";
    static final String DOWN = "down";

    /** All stretches of all processes, each process in order, as far as the events of the report tell. */
    static List<Stretch> of(SimReport report, Selection selection) {
        List<TraceEvent> events = report.events();
        long fromNs = events.isEmpty()
                ? selection.fromNs()
                : Math.min(selection.fromNs(), events.get(0).atNs());
        long toNs = events.isEmpty()
                ? selection.toNs()
                : Math.max(selection.toNs(), events.get(events.size() - 1).atNs());
        List<Stretch> stretches = new ArrayList<>();
        Stretch[] current = new Stretch[report.processCount()];
        for (int id = 0; id < current.length; id++) {
            current[id] = new Stretch(id, fromNs, fromNs, UP, 0);
        }
        for (TraceEvent event : events) {
            String state = stateBehind(event);
            if (state != null) {
                long term = event.kind() == TraceKind.ROLE ? event.value() : 0;
                Stretch next = new Stretch(event.process(), event.atNs(), event.atNs(), state, term);
                end(current[event.process()], event.atNs(), stretches);
                current[event.process()] = next;
            }
        }
        for (Stretch last : current) {
            end(last, toNs, stretches);
        }
        return stretches;
    }

    private static void end(Stretch stretch, long ns, List<Stretch> stretches) {
        if (ns > stretch.fromNs) {
            stretches.add(new Stretch(stretch.process, stretch.fromNs, ns, stretch.state, stretch.term));
        }
    }

    private static String stateBehind(TraceEvent event) {
        switch (event.kind()) {
            case CRASH:
                return DOWN;
            case START:
                return UP;
            case ROLE:
                return event.text().split(" ")[1];
            default:
                return null;
        }
    }

    /** As people write it: {@code leader, term 3}. */
    String words() {
        return term > 0 ? state + ", term " + term : state;
    }
}

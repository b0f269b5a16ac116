package io.ft4j.log.messagelog;

import java.util.Arrays;

/**
 * Up to four messages among three processes: each is said when an earlier one is heard, or when the one input comes, which is
 * process 0's.
 *
 * @param causes       by message: the message whose delivery makes its receiver say it; {@link #INPUT}: the input.
 * @param destinations by message.
 */
record Script(int[] causes, int[] destinations) {
    static final int INPUT = -1;
    static final int PROCESS_COUNT = 3;

    int count() {
        return causes.length;
    }

    int source(int message) {
        return causes[message] == INPUT ? 0 : destinations[causes[message]];
    }

    Script with(int cause, boolean further) {
        int[] newCauses = Arrays.copyOf(causes, count() + 1);
        int[] newDestinations = Arrays.copyOf(destinations, count() + 1);
        newCauses[count()] = cause;
        int source = cause == INPUT ? 0 : destinations[cause];
        newDestinations[count()] = (source + (further ? 2 : 1)) % PROCESS_COUNT;
        return new Script(newCauses, newDestinations);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append('m')
                    .append(i)
                    .append(": ")
                    .append(source(i))
                    .append(" to ")
                    .append(destinations[i])
                    .append(causes[i] == INPUT ? " at the input" : " at m" + causes[i]);
        }
        return text.toString();
    }
}

package io.ft4j.log.rollback;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.check.Check;
import io.ft4j.log.messagelog.Out;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;

/** What processes have said and the outside was told, as nobody in the system knows it; says what is wrong with it. */
final class BankLedger {
    private final List<Map<Integer, List<Long>>> said = new ArrayList<>();
    private final List<List<Long>> outputs = new ArrayList<>();
    private final Set<Long> answered = new HashSet<>();

    /** Calls of services until one of them dies; 0: none does. */
    int callsToDeath;

    BankLedger(int processCount) {
        for (int id = 0; id < processCount; id++) {
            said.add(new HashMap<>());
            outputs.add(new ArrayList<>());
        }
    }

    /** A process is gone in the middle of a call. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void onCall() {
        if (callsToDeath > 0 && --callsToDeath == 0) {
            throw new Killed();
        }
    }

    /** Said again after a rollback, it is what counts. */
    void onSaid(int sourceId, int slot, long number, long digest) {
        List<Long> channel = said.get(sourceId).computeIfAbsent(slot, unused -> new ArrayList<>());
        while (channel.size() >= number) {
            channel.remove(channel.size() - 1);
        }
        channel.add(digest);
    }

    private Long digest(int sourceId, int slot, long number) {
        List<Long> channel = said.get(sourceId).get(slot);
        return number == 0
                ? Long.valueOf(0)
                : channel == null || channel.size() < number ? null : channel.get((int) number - 1);
    }

    boolean onOutput(int id, long number, DirectBuffer buffer, int offset) {
        long chainId = BankProcess.chainId(buffer, offset);
        List<Long> known = outputs.get(id);
        if (number <= known.size()) {
            require(
                    known.get((int) number - 1) == chainId,
                    "output-commit: output " + number + " of " + id + " was another one before");
        } else {
            require(number == known.size() + 1, "output-commit: output " + number + " of " + id + " leaves a gap");
            require(answered.add(chainId), "exactly-once: chain " + chainId + " is answered twice");
            known.add(chainId);
        }
        return true;
    }

    int answered() {
        return answered.size();
    }

    boolean isAnswered(long chainId) {
        return answered.contains(chainId);
    }

    long outputsOf(int id) {
        return outputs.get(id).size();
    }

    /** What the outside was told is never undone. */
    void checkOutputs(int id, BankProcess process) {
        require(
                process.saidTo(Out.OUTSIDE) >= outputs.get(id).size(),
                "output-commit: " + id + " has undone output " + outputs.get(id).size());
    }

    /** All are in one epoch: nobody has heard what its sender has not said, nor something else. */
    void checkNoOrphan(BankProcess[] processes) {
        for (int id = 0; id < processes.length; id++) {
            for (int other = 0; other < processes.length; other++) {
                if (other != id) {
                    checkNoOrphan(id, other, processes);
                }
            }
        }
    }

    private void checkNoOrphan(int sourceId, int receiverId, BankProcess[] processes) {
        long heard = processes[receiverId].heardFrom(sourceId);
        require(
                heard <= processes[sourceId].saidTo(receiverId),
                "no-orphan: " + receiverId + " has heard " + heard + " messages of " + sourceId + ", which has said "
                        + processes[sourceId].saidTo(receiverId));
        Long digest = digest(sourceId, receiverId, heard);
        require(
                digest != null && digest == processes[receiverId].heardDigest(sourceId),
                "no-orphan: " + receiverId + " has heard something else than " + sourceId + " has said, up to message "
                        + heard);
    }

    static void checkConservation(BankProcess[] processes) {
        long sum = 0;
        for (BankProcess process : processes) {
            sum += process.balance();
        }
        require(
                sum == BankProcess.BALANCE * processes.length,
                "conservation: accounts of " + ProcessSet.toString(ProcessSet.firstN(processes.length)) + " hold "
                        + sum);
    }

    static void require(boolean holds, String broken) {
        if (!holds) {
            throw new Check.Broken(broken);
        }
    }
}

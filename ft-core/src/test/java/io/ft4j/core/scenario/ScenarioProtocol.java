package io.ft4j.core.scenario;

/** What scenario files need of a protocol. */
public interface ScenarioProtocol {
    /** A cluster with all checks; takes the options that it knows. No process runs yet. */
    Cluster createCluster(int processCount, Arguments options, TestNetwork.Wire wire, Trace trace);
}

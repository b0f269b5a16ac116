/**
 * Runs a {@link io.ft4j.log.messagelog.RecoverableProcess} over a real log, a store of checkpoints and a transport: {@link
 * io.ft4j.log.messagelog.host.ProcessHost}. Rebuilds its log where that is damaged: {@link
 * io.ft4j.log.messagelog.host.ProcessRepair}.
 */
package io.ft4j.log.messagelog.host;

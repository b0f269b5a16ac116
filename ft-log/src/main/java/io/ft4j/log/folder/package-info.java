/**
 * What lies in the folder of a log beside its blocks: whose it is, how often it was opened, what was acknowledged; {@link
 * io.ft4j.log.folder.LogFolder} opens them together and holds the lock.
 */
package io.ft4j.log.folder;

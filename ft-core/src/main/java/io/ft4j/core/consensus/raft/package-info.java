/** Raft (Ongaro, Ousterhout 2014; Ongaro 2014). */
package io.ft4j.core.consensus.raft;

/** Atomic commit of transactions that span several processes. */
package io.ft4j.commit;

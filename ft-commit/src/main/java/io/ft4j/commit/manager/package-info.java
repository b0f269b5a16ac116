/** Transactions for a service: begin, enlist, commit. */
package io.ft4j.commit.manager;

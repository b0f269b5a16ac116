/** Redundancy in information: checksums that tell damaged bytes from sound ones. */
package io.ft4j.core.redundancy;

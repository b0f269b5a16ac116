/** One class per property, incremental, for every protocol that claims it; what proves them is a mutant that they catch. */
package io.ft4j.core.sim.check;

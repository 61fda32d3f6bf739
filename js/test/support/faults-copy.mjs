// What a consumer of syncs keeps: a copy of the portal, and the checkpoint that was stored last.
import assert from 'node:assert/strict';

export class Copy {
  #records = new Map();
  #stored;
  /** What was stored before the last sync. */
  #before;
  #epoch = 0;

  /** Carries a sync out as a step says; `meanwhile` makes the calls that it has between two batches. */
  async sync(hubspot, step, params, meanwhile) {
    if (step.crash === 'every_batch') return this.#crashing(hubspot, step, params);
    const synced = { upserts: 0, deleted: [], refused: false };
    let count = 0;
    for await (const batch of this.#begin(hubspot, step, params)) {
      if (!this.#store(batch)) {
        synced.refused = true;
        break;
      }
      this.#apply(batch, synced);
      count += 1;
      for (const call of step.meanwhile?.[count] ?? []) await meanwhile(call);
    }
    return synced;
  }

  /** Syncs by processes each of which ends between a batch and its checkpoint, one batch later than the one before it. */
  async #crashing(hubspot, step, params) {
    const synced = { upserts: 0, deleted: [], refused: false, crashes: 0, repeated: 'last' };
    for (let last = 0; ; ) {
      let [count, repeated, lost] = [0, 0];
      for await (const batch of this.#begin(hubspot, step, params)) {
        count += 1;
        repeated += this.#apply(batch, synced);
        if (count === synced.crashes + 2) {
          lost = batch.upserts.length;
          break;
        }
        assert.ok(this.#store(batch));
      }
      if (repeated > last) synced.repeated = 'more';
      if (lost === undefined) return synced;
      last = lost;
      synced.crashes += 1;
    }
  }

  #begin(hubspot, { checkpoint }, { sweep, ...options }) {
    const from = checkpoint === 'before' ? this.#before : (checkpoint ?? this.#stored);
    this.#before = this.#stored;
    const ids = [...this.#records.keys()].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
    const known = { ids, digests: ids.map((id) => this.#records.get(id).digest) };
    return hubspot.sync(from, { ...options, ...(sweep && { sweep, known }) }).batches();
  }

  /** Gives how many records of the batch were here already. */
  #apply({ upserts, digests, deleted }, synced) {
    let repeated = 0;
    synced.upserts += upserts.length;
    synced.deleted.push(...deleted);
    for (const [at, record] of upserts.entries()) {
      const { id } = record.engagement;
      const digest = digests[at];
      if (this.#records.get(id)?.digest === digest) repeated += 1;
      this.#records.set(id, { digest, record });
    }
    for (const id of deleted) this.#records.delete(id);
    return repeated;
  }

  /** Unless a later one is stored: then another sync shares the store. */
  #store({ checkpoint }) {
    if (checkpoint.epoch <= this.#epoch) return false;
    this.#epoch = checkpoint.epoch;
    this.#stored = checkpoint;
    return true;
  }

  /** Whether it has all that the portal has; with `alone`, and nothing else. */
  async check(portal, alone) {
    const { engagements, ids } = await portal.state();
    if (alone) assert.equal(this.#records.size, engagements, 'the copy has other engagements');
    // Of many only some are looked at one by one. As JSON a record has the service's shape.
    for (const id of ids.slice(-50)) {
      const kept = await portal.engagement(id);
      assert.deepEqual(
        JSON.parse(JSON.stringify(this.#records.get(String(id))?.record ?? null)),
        kept,
        `${id}`,
      );
    }
  }
}

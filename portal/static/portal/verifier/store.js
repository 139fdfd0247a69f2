// What the device keeps by itself: lists and settings under a name, and the log of entries and exits by its numbers.

const NAME = "verifier";
let opened = null;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("log", { keyPath: "sequence" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function act(store, mode, work) {
  const transaction = (await open()).transaction(store, mode);
  const asked = work(transaction.objectStore(store));
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

export const read = (name) => act("kept", "readonly", (store) => store.get(name));
export const keep = (name, value) => act("kept", "readwrite", (store) => store.put(value, name));
export const forget = (name) => act("kept", "readwrite", (store) => store.delete(name));
export const entries = () => act("log", "readonly", (store) => store.getAll());
export const addEntry = (entry) => act("log", "readwrite", (store) => store.add(entry));
export const putEntry = (entry) => act("log", "readwrite", (store) => store.put(entry));

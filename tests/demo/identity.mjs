// What the demo compares across languages.
export const identity = ({ engagement: { id, type, timestamp, lastUpdated } }) => ({ id, type, timestamp, lastUpdated });

package private

const closedModes = false

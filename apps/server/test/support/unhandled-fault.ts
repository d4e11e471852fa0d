// Preloaded with `node --import`: causes an unhandled error on each SIGUSR2.
const { FAULT } = process.env

process.on('SIGUSR2', () => {
  if (FAULT === 'exception') throw new Error('Ana Torres <ana@example.com>')
  void Promise.reject(new Error('Ana Torres <ana@example.com>'))
})

/** What the server keeps with an account whose connection ended or is not whole; of one that failed it keeps `failureText`. */
export const storedErrors = {
  reconnect_required: 'The connection has ended. Please reconnect the account.',
  app_removed: 'The app was removed on the platform. Please reconnect the account.',
  not_subscribed:
    'Connected, but the platform does not tell of new messages: subscribing to them failed. Please reconnect the account.',
} as const

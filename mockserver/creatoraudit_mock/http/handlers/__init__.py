"""What each operation does, once the gate has let a request through.

A handler asks the world and encodes what it says; it neither awaits nor checks what the contract
has checked already. `HANDLERS` is the one list of them.
"""

from creatoraudit_mock.http.gate import Handler
from creatoraudit_mock.http.handlers import accounts, metrics, system, videos

HANDLERS: dict[str, Handler] = {
    "get_health": system.get_health,
    "get_meta": system.get_meta,
    "get_openapi": system.get_openapi,
    "get_docs": system.get_docs,
    "get_whoami": system.get_whoami,
    "list_accounts": accounts.list_accounts,
    "track_account": accounts.track_account,
    "get_account": accounts.get_account,
    "update_account": accounts.update_account,
    "delete_account": accounts.delete_account,
    "batch_account_metrics": metrics.batch_account_metrics,
    "list_videos": videos.list_videos,
    "track_video": videos.track_video,
    "get_video": videos.get_video,
    "update_video": videos.update_video,
    "delete_video": videos.delete_video,
    "batch_video_metrics": metrics.batch_video_metrics,
    "list_account_videos": videos.list_account_videos,
    "batch_account_video_metrics": metrics.batch_account_video_metrics,
}
"""The operations that are simulated, by their id in the contract; the others answer 501."""

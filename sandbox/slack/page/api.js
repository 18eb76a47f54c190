// Talking to the stand-in: the state, the news, and what the person does.

export async function fetchState(user) {
  const answer = await fetch(`/_page/state?user=${encodeURIComponent(user)}`);
  if (!answer.ok) throw new Error(`state: ${answer.status}`);
  return answer.json();
}

export async function post(action, body) {
  const answer = await fetch(`/_page/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error ?? `${action}: ${answer.status}`);
  return result;
}

export function listen(onNews, onLost) {
  const news = new EventSource("/_page/news");
  news.onmessage = onNews;
  news.onerror = onLost;
}
